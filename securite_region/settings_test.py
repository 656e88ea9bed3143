"""Settings of the test suite: the real ones, with what a test may not share (keys, files, mail, speed)."""

import os
import tempfile
from pathlib import Path

worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
SCRATCH = Path(os.environ.get("TEST_SCRATCH", tempfile.gettempdir())) / f"securite-region-tests-{os.getuid()}" / worker
SCRATCH.mkdir(parents=True, exist_ok=True)

os.environ.setdefault("SECRET_KEY", "t" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "localhost,testserver")
os.environ.setdefault("BASE_URL", "https://testserver")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{SCRATCH / 'portal.sqlite3'}")
os.environ.setdefault("REDIS_URL", "redis://localhost:6379/0")
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault("SECURE_SSL_REDIRECT", "false")
os.environ.setdefault("MEDIA_ROOT", str(SCRATCH / "media"))

from securite_region.settings import *  # noqa: E402, F403
from securite_region.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in the embedded mode: in memory, concurrent writers fail with "table is locked".
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
