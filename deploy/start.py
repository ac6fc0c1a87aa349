"""Become the command that is given, with what GNBV_LINEAGE means for Airflow: the ENTRYPOINT of deploy/Dockerfile."""

import os
import sys

from gnbv.lineage import airflow_settings
from gnbv.settings import Workspace

os.execvpe(sys.argv[1], sys.argv[1:], os.environ | airflow_settings(Workspace.from_env()))
