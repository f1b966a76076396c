# For operators: docker build -t crossroads . && docker run -e CROSSROADS_TOKEN=… -v crossroads:/data crossroads
FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/crossroads \
 && /opt/crossroads/bin/pip install --no-cache-dir -c constraints.txt '.[postgres]'

FROM python:3.12-slim
COPY --from=build /opt/crossroads /opt/crossroads
RUN useradd --system --uid 10001 --create-home --home-dir /home/crossroads crossroads \
 && install -d -o crossroads -g crossroads -m 700 /data
USER crossroads
ENV PATH=/opt/crossroads/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CROSSROADS_STORE=/data/crossroads.db \
    XDG_CACHE_HOME=/data/cache
VOLUME /data
EXPOSE 9100
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s CMD \
  ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9100/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["crossroads", "telegram", "--watch", "127.0.0.1:9100"]
