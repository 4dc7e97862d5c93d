FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app

# Before the code, so that a change of the code does not install everything again.
COPY requirements.txt .
RUN pip install --require-hashes --no-cache-dir --disable-pip-version-check -q -r requirements.txt

COPY . .
# The key is for this one command: settings want one, and the image must not carry any.
RUN SECRET_KEY=only-for-collectstatic python manage.py collectstatic --noinput \
    && useradd --system --no-create-home parley \
    && install -d -o parley -g parley .data

# The code is root's: the server can write in .data alone, where the search index lies.
USER parley
ENV HOST=0.0.0.0 PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "manage.py", "serve"]
