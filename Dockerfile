# One process, from source: Bun runs TypeScript as it is, and the page is bundled when the server starts.
FROM oven/bun:1.4.5-slim

WORKDIR /app
ENV NODE_ENV=production

# Dependencies first: they change less often than the source, and this layer is kept until they do.
COPY package.json bun.lock ./
RUN bun install --frozen-lockfile --production --ignore-scripts

COPY tsconfig.json ./
COPY src ./src
COPY public ./public

# The volume is mounted over this folder; without one, messages live as long as the container.
RUN mkdir -p /data && chown 1000:1000 /data
ENV DATABASE_URL=sqlite:/data/chuan.db

# The image's own user `bun`, by number, so that it is plain to any platform that it is not root.
USER 1000
EXPOSE 3000

# Not `bun run start`: the process that gets SIGTERM has to be the server itself.
CMD ["bun", "src/main.ts"]
