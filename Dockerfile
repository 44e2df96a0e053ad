# whosecam's service. Not built by the project's checks: docker build -t whosecam . && docker run --rm -p 8080:8080 -e WHOSECAM_TOKEN=… whosecam
# Debian, not Alpine: the ONNX runtime needs glibc. Nothing needs a network at run time.
FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
ENV NODE_ENV=production MALLOC_ARENA_MAX=2 ORT_DISABLE_TELEMETRY=1 WHOSECAM_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY --from=build /build/schemas schemas
COPY --from=build /build/models/whosecam-1 models/whosecam-1
# The self-test at start recognises it.
COPY --from=build /build/fixtures/photos/001-hikvision-bullet-brick.jpg fixtures/photos/
USER node
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# It listens to others, so it asks for WHOSECAM_TOKEN, or WHOSECAM_ALLOW_ANONYMOUS=true.
CMD ["node", "dist/main.js", "serve"]
