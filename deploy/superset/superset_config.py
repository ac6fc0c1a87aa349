"""Configuration of Superset: secrets from the environment alone, nothing from outside, Vietnamese numbers and dates.

SUPERSET_CONFIG_PATH names this file. What is asked of the environment stands in `required`.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, Response, request, send_file


def required(name: str, what: str) -> str:
    """Give a variable of the environment; without it stop in one readable line."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise SystemExit(f"superset: {name} is not set: {what}; there is no default")
    return value


SECRET_KEY = required(
    "SUPERSET_SECRET_KEY", "it signs sessions and locks stored passwords, 32 random characters or more"
)
SQLALCHEMY_DATABASE_URI = required("SUPERSET_METADATA_URI", "the database that keeps Superset's own records")

APP_NAME = "Kho báo cáo giảm nghèo"

# Superset brings no Vietnamese: what readers of a dashboard see is worded in `vi.json`, the rest stays English.
BABEL_DEFAULT_LOCALE = "vi"
LANGUAGES = {"vi": {"flag": "vn", "name": "Tiếng Việt"}, "en": {"flag": "us", "name": "English"}}
D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đồng"]}
D3_TIME_FORMAT = {
    "dateTime": "%H:%M:%S %d/%m/%Y",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["SA", "CH"],
    "days": ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"],
    "shortDays": ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
    "months": [f"Tháng {number}" for number in range(1, 13)],
    "shortMonths": [f"Th{number}" for number in range(1, 13)],
}
CURRENCIES = ["VND"]

# Where a dashboard gives a name no colour of its own.
EXTRA_CATEGORICAL_COLOR_SCHEMES = [
    {
        "id": "gnbv",
        "label": "Kho báo cáo giảm nghèo",
        "description": "",
        "isDefault": True,
        "colors": ["#1F4E79", "#7FA8CC", "#2E8B57", "#E8A33D", "#8E5A9E", "#4F6D7A", "#C8372D", "#B4BBC4"],
    }
]

FEATURE_FLAGS = {
    "DASHBOARD_VIRTUALIZATION": False,  # whole dashboards are printed: charts below the fold are drawn too
}
# Nothing but this server may be asked: the pixel of Superset's pages and every map service stay outside.
TALISMAN_CONFIG = {
    "content_security_policy": {
        "default-src": ["'self'"],
        "base-uri": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'"],
        "object-src": "'none'",
        "frame-ancestors": ["'self'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,  # TLS ends at the proxy in front, when there is one
    "session_cookie_secure": False,
}


def serve_vietnamese(app: Flask) -> None:
    """Answer for the Vietnamese words of the pages, which Superset would look for among its own files."""

    @app.before_request
    def words() -> Response | None:
        if request.path.endswith("/superset/language_pack/vi/"):
            return send_file(Path(__file__).with_name("vi.json"), mimetype="application/json")
        return None


FLASK_APP_MUTATOR = serve_vietnamese
