"""The status site: one folder of pages that opens from disk, in Vietnamese and English, made from one release alone.

`build_site` and `place_site` are the door. A page is one module of `pages/` (what stands in it, read from the marts),
one template of `templates/` and one file of `words/`. Nothing is requested from outside the folder.
"""

from delivery.site.building import build_site
from delivery.site.model import LANGUAGES, Page, SitePages
from delivery.site.placing import place_site

__all__ = ["LANGUAGES", "Page", "SitePages", "build_site", "place_site"]
