FROM python:3.11-slim-bookworm

# Pango sets the PDF letters.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --home-dir /app portal \
    && install --directory --owner=portal /app/var /srv/media
WORKDIR /app

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY . ./

# The settings refuse to load without these; none of the values outlives this step.
RUN SECRET_KEY=collectstatic-only-collectstatic-only-collectstatic-only \
    ALLOWED_HOSTS=localhost \
    BASE_URL=https://localhost \
    DATABASE_URL=sqlite:////tmp/build.sqlite3 \
    REDIS_URL=redis://localhost \
    EMAIL_URL=memorymail:// \
    python manage.py collectstatic --noinput

ENV BIND_ADDRESS=0.0.0.0 \
    MEDIA_ROOT=/srv/media \
    PYTHONUNBUFFERED=1
USER portal
EXPOSE 8000
CMD ["gunicorn", "--config", "python:securite_region.gunicorn"]
