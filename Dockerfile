# whosecam's service: docs/docker.md. Debian, not Alpine: the ONNX runtime needs glibc. Nothing needs a network at run time.
FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts
# Of 290 MB of the ONNX runtime's libraries one folder is for this system; sharp for WebAssembly, source maps and types serve nobody.
RUN rm -rf node_modules/@img/sharp-wasm32 node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32 \
  && find node_modules/onnxruntime-node/bin/napi-v6/linux -mindepth 1 -maxdepth 1 ! -name "$(node -p process.arch)" -exec rm -rf {} + \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.[cm]ts' \) -delete

# What node:22-bookworm-slim is made of, without its package managers.
FROM debian:bookworm-slim
RUN useradd --system --uid 1000 whosecam
COPY --from=build /usr/local/bin/node /usr/local/bin/
ENV NODE_ENV=production MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=4194304 MALLOC_TRIM_THRESHOLD_=4194304 ORT_DISABLE_TELEMETRY=1 WHOSECAM_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY --from=build /build/schemas schemas
COPY --from=build /build/templates templates
COPY --from=build /build/models/whosecam-1 models/whosecam-1
# verify and the self-test at start recognise them.
COPY --from=build /build/fixtures/photos fixtures/photos
# whosecam: a number, so that a host can tell it isn't root.
USER 1000
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# It listens to others, so it asks for WHOSECAM_TOKEN, or WHOSECAM_ALLOW_ANONYMOUS=true.
CMD ["node", "dist/main.js", "serve"]
