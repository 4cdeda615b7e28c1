internal import FoundationEssentials
internal import Logging
internal import ProxyModel
internal import RedisStore

/// The connection to Redis: the one of the settings, or a server of our own.
struct RedisComposition {
    let client: RedisClient
    /// Runs as long as the process; nil with `REDIS_URL`.
    let embedded: EmbeddedRedis?

    static func start(
        _ settings: RedisSettings, _ state: StateFolder, _ control: ControlReactor, _ logger: Logger
    ) async throws -> RedisComposition {
        var options = RedisOptions()
        options.commandTimeoutMS = settings.commandTimeout.wholeMilliseconds
        if let file = settings.caFile {
            guard let pem = FileManager.default.contents(atPath: file) else {
                throw SettingProblem(
                    name: "REDIS_CA_FILE", reason: "the file '\(file)' cannot be read",
                    example: "/etc/ssl/redis-ca.pem",
                    origin: nil)
            }
            options.authoritiesPEM = [UInt8](pem)
        }
        if let url = settings.url {
            do throws(RedisURLProblem) {
                let address = try RedisURL(url.reveal(), password: settings.password?.reveal())
                return RedisComposition(client: RedisClient(address, options, on: control), embedded: nil)
            } catch {
                throw SettingProblem(
                    name: "REDIS_URL", reason: "\(error)", example: "redis://:password@127.0.0.1:6379/0", origin: nil)
            }
        }
        var embeddedOptions = EmbeddedRedisOptions(stateDirectory: state.path)
        embeddedOptions.program = settings.serverProgram
        do {
            let embedded = try EmbeddedRedis(embeddedOptions, on: control, logger: logger)
            try await embedded.start()
            let client = RedisClient(embedded.url, options, on: control)
            await awaitAnswer(of: client)
            return RedisComposition(client: client, embedded: embedded)
        } catch let failure as EmbeddedRedisFailure {
            throw CommandFailure(.usage, "proxyd: \(failure)")
        }
    }
}

extension RedisComposition {
    /// Gives a server of our own a moment to come up: what it takes to start is no outage.
    private static func awaitAnswer(of client: RedisClient) async {
        for _ in 0..<100 {
            if (try? await client.send(["PING"], timeoutMS: 200)) != nil { return }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
