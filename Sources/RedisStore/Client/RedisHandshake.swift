/// What is said first on a new connection: who we are, which database, what we call ourselves.
struct RedisHandshake: Sendable {
    /// One command of the handshake and what an error answer to it means.
    private enum Step: Sendable {
        case authenticate
        case select
        /// A user whose access rules forbid it is served all the same.
        case name
        /// Tells a server that is still loading its data from one that can answer.
        case ping
    }

    /// What one reply came to.
    enum Progress: Equatable {
        case more
        case done
        case failed(RedisServerError)
    }

    /// The commands, written at once.
    let bytes: [UInt8]
    private let steps: [Step]
    private var answered = 0

    /// Composes the handshake for a URL; `name` is shown by `CLIENT LIST`.
    init(_ url: RedisURL, name: String) {
        var bytes: [UInt8] = []
        var steps: [Step] = []
        if let password = url.password {
            let user = url.user.map { [RedisArgument($0)] } ?? []
            RedisCommandEncoder.append(["AUTH"] + user + [RedisArgument(password)], to: &bytes)
            steps.append(.authenticate)
        }
        if url.database != 0 {
            RedisCommandEncoder.append(["SELECT", RedisArgument(url.database)], to: &bytes)
            steps.append(.select)
        }
        RedisCommandEncoder.append(["CLIENT", "SETNAME", RedisArgument(name)], to: &bytes)
        RedisCommandEncoder.append(["PING"], to: &bytes)
        self.bytes = bytes
        self.steps = steps + [.name, .ping]
    }

    /// Takes the reply to the next command.
    mutating func received(_ reply: RedisReply) -> Progress {
        guard answered < steps.count else { return .done }
        let step = steps[answered]
        answered += 1
        if case .error(let error) = reply {
            switch step {
            case .authenticate, .select: return .failed(error)
            // Before AUTH a server with a password answers everything with NOAUTH: that must not be taken for a fine point.
            case .name, .ping:
                if error.code != "NOPERM", step == .ping || error.code == "NOAUTH" { return .failed(error) }
            }
        }
        return answered == steps.count ? .done : .more
    }
}
