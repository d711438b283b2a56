# Built once, so that what runs is one file of the server's and the page's few: no packages, no compiler.
FROM oven/bun:1.4.5-slim AS build

WORKDIR /build

# Dependencies first: they change less often than the source, and this layer is kept until they do.
COPY package.json bun.lock ./
RUN bun install --frozen-lockfile --production --ignore-scripts

COPY tsconfig.json ./
COPY src ./src
COPY public ./public
RUN bun run build

FROM oven/bun:1.4.5-slim

WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /build/dist ./

# The volume is mounted over this folder, the only one that is written to; without a volume, messages
# live as long as the container.
RUN mkdir -p /data && chown 1000:1000 /data
ENV DATABASE_URL=sqlite:/data/chuan.db

# The image's own user `bun`, by number, so that it is plain to any platform that it is not root.
USER 1000
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=3s --start-period=5s CMD ["bun", "health.js"]

# Not `bun run start`: the process that gets SIGTERM has to be the server itself.
CMD ["bun", "start.js"]
