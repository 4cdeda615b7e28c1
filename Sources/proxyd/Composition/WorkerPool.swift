internal import Glibc
internal import Logging
internal import ManagementAPI
internal import ProxyCore
internal import ProxyModel
internal import Reactor

/// The workers of this process: starts them, brings them the configuration, ends them.
actor WorkerPool {
    private struct Seat: Sendable {
        let thread: ReactorThread
        let worker: LoopBound<Worker>
    }

    /// What workers are given before they accept clients: without it they would turn away who is welcome, or let in who is not.
    private enum Provision: String, CaseIterable {
        case configuration
        case verificationKeys = "keys of tokens"
        case revocations
    }

    /// How long clients wait to be accepted for what the store has; afterwards they are told that it is not there.
    private static let patience = Duration.seconds(10)

    nonisolated let count: Int
    /// The name of this node, unique in every loop.
    nonisolated let nodeName: String
    private let settings: Settings
    private let plan: ListenerPlan
    private let logger: Logger
    private var seats: [Seat] = []
    private var shared: SharedCertificateCache?
    private var certificates = CertificateAges()
    private var defaultCertificate: String?
    private(set) var phase = NodeStatus.Phase.starting

    private var awaited = Set(Provision.allCases)
    private var isWelcoming = false

    /// What the workers have to do without, although they accept clients.
    var lacking: [String] { isWelcoming ? awaited.map(\.rawValue).sorted() : [] }

    /// Whether clients are served: the workers run, have their configuration and accept.
    var isServing: Bool { phase == .serving && isWelcoming && !awaited.contains(.configuration) }

    init(_ settings: Settings, _ plan: ListenerPlan, logger: Logger) {
        self.settings = settings
        self.plan = plan
        self.logger = logger
        count = settings.workers ?? ProcessLimits.processors
        nodeName = "proxyd-" + String(UInt32.random(in: .min ... .max), radix: 36)
    }

    /// Starts the threads and begins to listen; throws `SettingProblem` for an address that cannot be had.
    func start(
        bridge: LocalServiceBridge, certificates: CertificateSource, onDemand: OnDemandCertificates, output: LogWriter,
        services: WorkerServices, decided: @escaping @Sendable (GuardDecision) -> Void
    ) async throws {
        var limits = CertificateCacheLimits()
        limits.capacity = settings.tls.certificateCache
        limits.loadTimeout = settings.tls.certificateWait
        let logger = self.logger
        let shared = SharedCertificateCache(limits: limits) { name in
            do {
                return try await certificates.load(name)
            } catch {
                logger.error("certificate not loaded", metadata: ["certificate": "\(name)", "reason": "\(error)"])
                throw error
            }
        }
        self.shared = shared
        let log = try accessLog(output)
        var workerSettings = WorkerSettings(
            settings, workers: count, nodeName: nodeName, httpsPort: plan.httpsPort, decided: decided)
        workerSettings.wakes = services.wakes
        workerSettings.gatedPorts.node = services.node
        workerSettings.gatedPorts.backlog = plan.backlog
        workerSettings.gatedPorts.told = services.told
        var policy = TLSServerPolicy()
        policy.minimumVersion = settings.tls.minimumVersion == .tls13 ? .tls13 : .tls12
        if !settings.tls.sessionTickets { policy.ticketCount = 0 }
        let unknown: UnknownServerName = settings.tls.unknownName == .close ? .reject : .useDefault
        let keys = TicketKeys(current: .random())
        for index in 0..<count {
            let sockets = try plan.open(first: index == 0)
            let answer = AsyncStream<Result<LoopBound<Worker>, SystemError>>.makeStream()
            let (policy, workerSettings) = (policy, workerSettings)
            let thread = try ReactorThread(name: "worker-\(index)") { [count] reactor in
                let mailbox = reactor.mailbox
                let place = WorkerPlace()
                do {
                    let tls = try WorkerTLS(
                        policy: policy, ticketKeys: keys, shared: shared, workers: count, unknownName: unknown,
                        onDemand: onDemand.gate { name, lifetime in
                            mailbox.post { place.worker?.value.tls.refuseOnDemand(name, for: lifetime) }
                        },
                        deliver: { outcome in mailbox.post { place.worker?.value.tls.receive(outcome) } },
                        whenUnusable: { name, reason in
                            logger.error(
                                "certificate cannot serve", metadata: ["certificate": "\(name)", "reason": "\(reason)"])
                        })
                    let worker = Worker(
                        reactor: reactor, settings: workerSettings, localServices: LocalServiceName.all, bridge: bridge,
                        tls: tls,
                        log: log)
                    place.worker = LoopBound(worker)
                    for socket in sockets { try worker.listen(socket.descriptor, socket.role, isHeld: true) }
                    answer.continuation.yield(.success(LoopBound(worker)))
                } catch let error as SystemError {
                    answer.continuation.yield(.failure(error))
                } catch {
                    answer.continuation.yield(.failure(SystemError("TLS set-up", EINVAL)))
                }
                answer.continuation.finish()
            }
            for await result in answer.stream { seats.append(Seat(thread: thread, worker: try result.get())) }
        }
        useDefaultCertificate(LocalCertificateName.localhost)
        phase = .serving
        Task {
            try? await Task.sleep(for: Self.patience)
            await self.welcome()
        }
    }

    /// Takes note of what the workers have been given; with the last of it clients are accepted.
    private func received(_ provision: Provision) async {
        awaited.remove(provision)
        if awaited.isEmpty { await welcome() }
    }

    private func welcome() async {
        guard !isWelcoming else { return }
        await onEach { $0.welcome() }
        isWelcoming = true
    }

    private func accessLog(_ output: LogWriter) throws -> LogWriter? {
        switch settings.logging.accessLog {
        case .off: return nil
        case .standardOutput: return output
        case .file(let path):
            let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
            guard descriptor >= 0 else {
                throw SettingProblem(
                    name: "ACCESS_LOG", reason: "the file '\(path)' cannot be opened for writing",
                    example: "/var/log/proxyd/access.log", origin: nil)
            }
            return try LogWriter(output: descriptor)
        }
    }

    // MARK: - Configuration

    /// Gives every worker the whole configuration and waits until all have it.
    func install(_ snapshot: ConfigurationSnapshot) async {
        shared?.invalidateAll()
        certificates = CertificateAges(snapshot.certificates.mapValues { $0.value.createdAt })
        await onEach { $0.load(snapshot) }
        chooseDefaultCertificate()
        await received(.configuration)
    }

    /// Gives every worker one change set and waits until all have it.
    func apply(_ set: ChangeSet) async {
        for change in set.changes {
            switch change {
            case .put(.certificate(let record), _):
                certificates.put(record.name, record.createdAt)
                shared?.invalidate(record.name)
                if record.name == defaultCertificate { defaultCertificate = nil }
            case .delete(let key) where key.kind == .certificates:
                certificates.remove(key.id)
                shared?.invalidate(key.id)
            default: break
            }
        }
        await onEach { $0.apply(set) }
        chooseDefaultCertificate()
    }

    /// Clients that name no host get the oldest certificate, or that of `localhost` while there is none.
    private func chooseDefaultCertificate() {
        if let named = settings.tls.defaultCertificate, certificates.contains(named) {
            return useDefaultCertificate(named)
        }
        useDefaultCertificate(certificates.oldest() ?? LocalCertificateName.localhost)
    }

    private func useDefaultCertificate(_ name: String) {
        guard name != defaultCertificate else { return }
        defaultCertificate = name
        for seat in seats { seat.thread.mailbox.post { seat.worker.value.tls.setDefault(name) } }
    }

    /// Has the certificates of the local CA made anew when clients ask for them next.
    func renewLocalCertificates() {
        shared?.invalidateLocal()
        for seat in seats { seat.thread.mailbox.post { seat.worker.value.tls.renewLocal() } }
    }

    /// Gives every worker the keys that tokens are checked with; the identifiers of those that cannot be used.
    func install(_ keys: GuardKeys) async -> [String] {
        var unusable: [String] = []
        for seat in seats { unusable = await Self.ask(seat) { $0.install(guardKeys: keys) } }
        await received(.verificationKeys)
        return unusable
    }

    /// Puts revocations in force on every worker.
    func apply(_ revocations: [Revocation]) async {
        if !revocations.isEmpty { await onEach { $0.apply(revocations: revocations) } }
        await received(.revocations)
    }

    func replaceTicketKeys(_ keys: TicketKeys) async { await onEach { $0.tls.replaceTicketKeys(keys) } }

    // MARK: - Asking

    /// What a worker's routing table decides for a request, and why.
    func explain(method: String, host: String, path: String, tls: Bool) async -> RouteExplanation {
        guard let seat = seats.first else { return .notServing }
        return await Self.ask(seat) { $0.routing.explain(method: method, host: host, path: path, tls: tls) }
    }

    /// When services that are stopped for want of requests were last used, in milliseconds since 1970; those that were.
    func serviceUses(now: Int64) async -> [String: Int64] {
        var uses: [String: Int64] = [:]
        for seat in seats {
            for use in await Self.ask(seat, { $0.serviceUses() }) {
                uses[use.service] = max(uses[use.service] ?? .min, now - use.idle)
            }
        }
        return uses
    }

    /// What came to gated ports of services at all workers.
    func portCounts() async -> PortCounts {
        var counts = PortCounts()
        for seat in seats { counts.add(await Self.ask(seat) { $0.portCounts }) }
        return counts
    }

    // MARK: - The end

    /// Stops accepting and waits for the exchanges in flight, at most so long.
    func drain(within limit: Duration) async {
        phase = .draining
        let seats = self.seats
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // All at once: a worker that is told late goes on accepting meanwhile.
                await withTaskGroup(of: Void.self) { workers in
                    for seat in seats {
                        workers.addTask {
                            await withCheckedContinuation { continuation in
                                seat.thread.mailbox.post { seat.worker.value.drain { continuation.resume() } }
                            }
                        }
                    }
                }
            }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
            for seat in seats { seat.thread.mailbox.post { seat.worker.value.giveUp() } }
            await group.waitForAll()
        }
    }

    private func onEach(_ body: @escaping @Sendable (Worker) -> Void) async {
        for seat in seats { await Self.ask(seat, body) }
    }

    private static func ask<Answer: Sendable>(
        _ seat: Seat, _ body: @escaping @Sendable (Worker) -> Answer
    ) async -> Answer {
        await withCheckedContinuation { continuation in
            seat.thread.mailbox.post { continuation.resume(returning: body(seat.worker.value)) }
        }
    }
}

/// Where a worker's thread finds its worker when a certificate has been loaded.
private final class WorkerPlace: @unchecked Sendable {
    // INVARIANT: written before the loop begins and read by jobs of the same thread.
    var worker: LoopBound<Worker>?
}
