"""Django settings. Everything that differs between installations comes from the environment (.env.example)."""

from pathlib import Path

import environ
from django.contrib.messages import constants as message_levels

from applications import __version__
from securite_region.environment import demo_secret, refuse_unsafe

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# Mode
VERSION = __version__
DEBUG = False
DEMO_MODE = env.bool("DEMO_MODE", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEMO_MODE else [])
BASE_URL = env.str("BASE_URL", default="http://localhost:8000" if DEMO_MODE else "").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=not DEMO_MODE)

database_url = env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}" if DEMO_MODE else "")
redis_url = env.str("REDIS_URL", default="")
email_url = env.str("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mails'}" if DEMO_MODE else "")
if DEMO_MODE:
    SECRET_KEY = SECRET_KEY or demo_secret(VAR_DIR / "secret_key")
else:
    refuse_unsafe(
        secret_key=SECRET_KEY,
        allowed_hosts=ALLOWED_HOSTS,
        base_url=BASE_URL,
        urls={"DATABASE_URL": database_url, "REDIS_URL": redis_url, "EMAIL_URL": email_url},
    )

# Applications
INSTALLED_APPS = [
    "applications.backoffice.apps.OfficeAdminConfig",
    "applications.portal",
    "applications.demo",
    "applications.finance",
    "applications.decisions",
    "applications.review",
    "applications.dossiers",
    "applications.calls",
    "applications.plan",
    "applications.accounts",
    "applications.territory",
    "applications.core",
    "applications.backoffice",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "applications.core.middleware.PageGZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "applications.core.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "securite_region.urls"
WSGI_APPLICATION = "securite_region.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "applications.core.context_processors.portal",
                "applications.portal.context_processors.account",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Database
DATABASES = {"default": env.db_url_config(database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A writer waits for its turn instead of failing: WAL, the write lock taken when the transaction starts.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:desk"
ACCOUNT_ADAPTER = "applications.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "applications.accounts.forms.SignUpForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Only in the session that opened the account: the link alone never signs anyone in.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_RATE_LIMITS = {"signup": "20/m/ip,100/h/ip"}
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEMO_MODE else "https"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "La Région vous protège"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True

# Language
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Files
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "media"))
static_storage = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEMO_MODE
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": static_storage},
}
WHITENOISE_USE_FINDERS = DEMO_MODE
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Mail
# Every mail becomes a row first (core.mail); the worker hands it to the delivery backend.
EMAIL_BACKEND = "applications.core.mail.JobEmailBackend"
email_config = env.email_url_config(email_url)
EMAIL_DELIVERY_BACKEND = email_config["EMAIL_BACKEND"]
EMAIL_FILE_PATH = "/" + email_config["EMAIL_FILE_PATH"].lstrip("/") if email_config.get("EMAIL_FILE_PATH") else None
EMAIL_HOST = email_config.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = email_config.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = email_config.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = email_config.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = email_config.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = email_config.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="La Région vous protège <ne-pas-repondre@region.example>")
EMAIL_SUBJECT_PREFIX = ""

# Queue
EMBEDDED_WORKER = not redis_url
CELERY_BROKER_URL = redis_url or "memory://localhost"
# A Redis that is away or silent must not hold the page of who acts: the sweep sends again what it missed.
redis_options = {"visibility_timeout": 600, "max_retries": 0, "socket_connect_timeout": 2, "socket_timeout": 5}
CELERY_BROKER_TRANSPORT_OPTIONS = redis_options if redis_url else {"polling_interval": 0.05}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
JOB_SWEEP_SECONDS = env.int("JOB_SWEEP_SECONDS", default=15)
# How long a worker holds a job before another may take it, and how long a job waits before it is sent again.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=300)
JOB_RESEND_SECONDS = env.int("JOB_RESEND_SECONDS", default=60)
# Reminders and openings: their hour is right within this delay.
ROUNDS_SECONDS = env.int("ROUNDS_SECONDS", default=300)
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "core.sweep", "schedule": JOB_SWEEP_SECONDS},
    "rounds": {"task": "core.rounds", "schedule": ROUNDS_SECONDS},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# The Région, as it signs and answers
REGION = {
    "name": "Région Occitanie",
    "siret": "20005379100014",
    "service": "Service instructeur de la sécurité locale",
    "address": ["22, boulevard du Maréchal-Juin", "31406 Toulouse Cedex 9"],
    "phone": env.str("CONTACT_PHONE", default="05 36 49 12 34"),
    "email": env.str("CONTACT_EMAIL", default="securite@region.example"),
    "dpo": env.str("DPO_EMAIL", default="dpo@region.example"),
}
# Days after filing from which the Région's silence may stand for a refusal (CJA R. 421-2).
SILENCE_MONTHS = env.int("SILENCE_MONTHS", default=2)

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if not DEMO_MODE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

MESSAGE_TAGS = {message_levels.ERROR: "danger", message_levels.DEBUG: "info"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {name: {"level": "ERROR"} for name in ("weasyprint", "fontTools", "pikepdf")},
}
