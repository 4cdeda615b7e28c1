internal import Reactor

/// One connection on a reactor: does what `RedisConnectionStateMachine` decides.
final class RedisConnection: EventHandler {
    typealias Completion = @Sendable (Result<[RedisReply], RedisError>) -> Void

    private enum Phase {
        case closed, resolving, connecting, opening, open
    }

    private static let readSize = 64 * 1024

    private let reactor: Reactor
    private let url: RedisURL
    private let options: RedisOptions
    private let resolver: NameResolver
    private var machine: RedisConnectionStateMachine
    private var phase = Phase.closed
    private var transport: RedisTransport?
    private var reader: RedisReplyReader?
    private var tlsContext: TLSClientContext?
    private var addresses: [SocketAddress] = []
    private var address: SocketAddress?
    private var output = RedisOutput()
    private var buffer = [UInt8](repeating: 0, count: readSize)
    private var completions: [UInt64: Completion] = [:]
    private var attempt: UInt64 = 0

    init(_ reactor: Reactor, _ url: RedisURL, _ options: RedisOptions) {
        self.reactor = reactor
        self.url = url
        self.options = options
        resolver = NameResolver(reactor: reactor)
        machine = RedisConnectionStateMachine(
            handshake: RedisHandshake(url, name: options.name),
            backoff: RedisBackoff(first: options.firstPauseMS, cap: options.longestPauseMS),
            connectTimeout: options.connectTimeoutMS)
    }

    // MARK: - Commands

    /// Takes a command; `completion` is called exactly once.
    func submit(_ id: UInt64, _ bytes: [UInt8], replies: Int, timeoutMS: Int64, _ completion: @escaping Completion) {
        let command = RedisConnectionStateMachine.Command(
            id: id, bytes: bytes, replies: replies, deadline: reactor.now + timeoutMS)
        switch machine.submit(command) {
        case .fail(let error):
            completion(.failure(error))
        case .wait, .write:
            completions[id] = completion
            if command.deadline < deadline { reactor.setDeadline(self, after: timeoutMS) }
        }
    }

    /// Writes what was submitted.
    func flush() {
        guard machine.isReady else { return }
        output.append(machine.takeQueued())
        write()
    }

    /// Nobody waits for this command any more.
    func abandon(_ id: UInt64) {
        machine.abandon(id)
        completions.removeValue(forKey: id)?(.failure(.cancelled))
    }

    /// Ends for good.
    func close() {
        let failures = machine.close()
        attempt &+= 1
        disconnect()
        finish(failures)
    }

    /// Gives the connection up and makes another, as if it had broken.
    func drop(_ reason: String) {
        guard !machine.isClosed else { return }
        attempt &+= 1
        disconnect()
        finish(machine.broke(reason, now: reactor.now, random: Double.random(in: 0...1)))
        schedule()
    }

    private func finish(_ failures: [RedisConnectionStateMachine.Failure]) {
        for failure in failures { completions.removeValue(forKey: failure.id)?(.failure(failure.error)) }
    }

    // MARK: - Connecting

    /// Begins to connect, now and after each loss.
    func start() {
        guard !machine.isClosed, phase == .closed else { return }
        machine.connecting(now: reactor.now)
        attempt &+= 1
        schedule()
        switch url.location {
        case .unix(let path): connect([.unix(path)])
        case .tcp(let host, let port), .tls(let host, let port):
            phase = .resolving
            let attempt = attempt
            resolver.resolve(host) { [weak self] result in
                guard let self, self.attempt == attempt, phase == .resolving else { return }
                switch result {
                case .success(let name): connect(name.addresses.map { .ip($0, port: port) })
                case .failure(let failure): drop("the name '\(host)' cannot be resolved (\(failure))")
                }
            }
        }
    }

    private func connect(_ candidates: [SocketAddress]) {
        addresses = candidates
        var failure = "no address"
        while !addresses.isEmpty {
            let address = addresses.removeFirst()
            self.address = address
            do throws(SystemError) {
                let (descriptor, established) = try Socket.connect(address)
                phase = .connecting
                do throws(SystemError) {
                    try reactor.register(self, descriptor)
                } catch {
                    Socket.close(descriptor)
                    throw error
                }
                schedule()
                if established { self.established() }
                return
            } catch {
                failure = "\(address): \(error)"
            }
        }
        drop(failure)
    }

    private func established() {
        phase = .opening
        guard let reader = RedisReplyReader() else { return drop("no memory for the reply parser") }
        self.reader = reader
        guard case .tls(let host, _) = url.location else {
            transport = RedisTransport(plain: descriptor)
            return open()
        }
        do throws(TLSFailure) {
            let context = try clientContext()
            transport = try RedisTransport(context, descriptor: descriptor, host: host)
        } catch {
            return drop("TLS cannot be set up: \(error)")
        }
        open()
    }

    private func clientContext() throws(TLSFailure) -> TLSClientContext {
        if let tlsContext { return tlsContext }
        let policy = TLSClientPolicy(trust: options.authoritiesPEM.map { .authorities($0) } ?? .system)
        let context = try TLSClientContext(library: TLSLibrary(), policy: policy)
        tlsContext = context
        return context
    }

    private func open() {
        switch transport?.open() {
        case .done:
            phase = .open
            output.append(machine.connected())
            write()
            if phase == .open { read() }
        case .waiting, nil: break
        case .failed(let reason): drop(reason)
        }
    }

    private func disconnect() {
        phase = .closed
        transport?.finish()
        transport = nil
        // Here, and not when the last reference goes on whatever thread: OpenSSL keeps state per library and thread, and a
        // library that is freed elsewhere while this thread ends is used after that.
        tlsContext = nil
        reader = nil
        output.clear()
        addresses = []
        reactor.close(self)
    }

    // MARK: - Events

    override func ready(_ readiness: UInt32) {
        let readiness = Readiness(rawValue: readiness)
        switch phase {
        case .closed, .resolving: break
        case .connecting:
            let code = Socket.pendingError(descriptor)
            guard code == 0 else {
                let rest = addresses
                Socket.close(reactor.release(self))
                guard rest.isEmpty else { return connect(rest) }
                return drop("\(address.map { "\($0): " } ?? "")\(SystemError("connect", code))")
            }
            if readiness.contains(.writable) { established() }
        case .opening:
            transport?.ready(readiness)
            open()
        case .open:
            transport?.ready(readiness)
            if readiness.contains(.writable) { write() }
            if phase == .open { read() }
        }
    }

    override func deadlineReached() {
        switch machine.deadlineReached(now: reactor.now) {
        case .none: break
        case .connect: start()
        case .fail(let failures): finish(failures)
        case .drop(let reason, let failures):
            finish(failures)
            drop(reason)
        }
        schedule()
    }

    private func schedule() {
        guard let next = machine.nextDeadline else { return reactor.clearDeadline(self) }
        reactor.setDeadline(self, after: max(0, next - reactor.now))
    }

    private func write() {
        while !output.isEmpty, let transport {
            let result = unsafe output.withUnwritten { unsafe transport.write($0) }
            switch result {
            case .bytes(let count): output.drop(count)
            case .wouldBlock: return
            case .end: return drop("the server closed the connection")
            case .failed(let code): return drop("\(SystemError("write", code))")
            }
        }
    }

    private func read() {
        while phase == .open, let transport, let reader {
            let result = unsafe buffer.withUnsafeMutableBytes { unsafe transport.read(into: $0) }
            switch result {
            case .bytes(let count):
                do throws(RedisError) {
                    try reader.feed(buffer, count)
                    while self.reader === reader, let reply = try reader.next() { take(reply) }
                } catch {
                    return drop(error.description)
                }
            case .wouldBlock: return
            case .end: return drop("the server closed the connection")
            case .failed(let code): return drop("\(SystemError("read", code))")
            }
        }
    }

    private func take(_ reply: RedisReply) {
        switch machine.received(reply) {
        case .none: break
        case .ready:
            flush()
            schedule()
        case .complete(let id, let replies): completions.removeValue(forKey: id)?(.success(replies))
        case .drop(let reason): drop(reason)
        }
    }
}
