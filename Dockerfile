# Builds the web app, then the program that embeds it, then a minimal image.
# BuildKit caches downloads and compiled crates: docker build -t tasklane .

FROM node:22-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM rust:1.95-bookworm AS program
WORKDIR /src
COPY . .
COPY --from=web /src/web/dist/app web/dist/app
# The cache is not part of the image, so copy the program out of it in the same step.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked -p tasklane && install -D target/release/tasklane /out/tasklane

FROM debian:12-slim
# The root certificates for sslmode=verify-full and rediss://.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 tasklane \
    && useradd --uid 10001 --gid 10001 --home-dir /var/lib/tasklane --shell /usr/sbin/nologin tasklane \
    && install -d -o tasklane -g tasklane -m 0700 /var/lib/tasklane
COPY --from=program /out/tasklane /usr/local/bin/tasklane
ENV BIND_ADDR=0.0.0.0:8000 \
    DATABASE_URL=sqlite:///var/lib/tasklane/tasklane.db
WORKDIR /var/lib/tasklane
# The server writes files only to this folder, so the root file system may be read-only.
VOLUME /var/lib/tasklane
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["tasklane", "healthcheck"]
ENTRYPOINT ["tasklane"]
CMD ["serve"]
