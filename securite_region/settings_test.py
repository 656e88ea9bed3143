"""Settings of the test suite: the real ones, with what a test may not share (keys, files, mail, speed)."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
SCRATCH = Path(os.environ.get("TEST_SCRATCH", tempfile.gettempdir())) / f"securite-region-tests-{os.getuid()}" / worker
SCRATCH.mkdir(parents=True, exist_ok=True)

# A developer's own .env does not turn the suite into a demonstration.
os.environ["DEMO_MODE"] = "false"
os.environ.setdefault("SECRET_KEY", "t" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "localhost,testserver")
os.environ.setdefault("BASE_URL", "https://testserver")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{SCRATCH / 'portal.sqlite3'}")
# A Redis database per process of the suite: it shares none with another, nor with a portal that runs.
number = 1 + int(worker.removeprefix("gw")) % 14 if worker.startswith("gw") else 15
redis = urlsplit(os.environ.get("REDIS_URL", "redis://localhost:6379"))
os.environ["REDIS_URL"] = f"{redis.scheme}://{redis.netloc}/{number}"
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault("SECURE_SSL_REDIRECT", "false")
os.environ.setdefault("MEDIA_ROOT", str(SCRATCH / "media"))

from securite_region.settings import *  # noqa: E402, F403
from securite_region.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in the embedded mode: in memory, concurrent writers fail with "table is locked".
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
    # The tests' rows need not survive a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;"
STATIC_ROOT = SCRATCH / "static"
STATIC_ROOT.mkdir(exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
