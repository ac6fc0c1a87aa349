"""How the server of Superset runs: on this machine only, unless SUPERSET_BIND says otherwise.

gunicorn --config deploy/superset/gunicorn.conf.py 'superset.app:create_app()'
"""

import os

bind = os.environ.get("SUPERSET_BIND", "127.0.0.1:8088")
workers = 2
worker_class = "gthread"
threads = 8
timeout = 120
