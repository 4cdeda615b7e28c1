internal import ACME
internal import ProxyCore
internal import ProxyModel

/// Brings what workers tell of handshakes to the part that obtains certificates, and its refusals back to them.
struct OnDemandCertificates: Sendable {
    /// Refuses a name at the worker that told of it, for so many milliseconds.
    typealias Refuse = @Sendable (String, Int64) -> Void

    private struct Wanted: Sendable {
        let name: String
        let client: String
        let refuse: Refuse
    }

    /// Notices that wait to be taken up, of either kind.
    private static let backlog = 4_096

    /// How long handshakes wait at the workers, in milliseconds.
    let wait: Int64
    private let wanted: (stream: AsyncStream<Wanted>, continuation: AsyncStream<Wanted>.Continuation)
    private let used: (stream: AsyncStream<String>, continuation: AsyncStream<String>.Continuation)

    init(wait: Duration) {
        self.wait = wait.wholeMilliseconds
        wanted = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.backlog))
        used = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.backlog))
    }

    /// A worker's gate; `refuse` leads to that worker.
    func gate(refuse: @escaping Refuse) -> OnDemandGate {
        var limits = OnDemandGate.Limits()
        // The part that decides answers first; this is for when it cannot.
        limits.wait = wait + 2_000
        return OnDemandGate(limits: limits) { [wanted = wanted.continuation, used = used.continuation] notice in
            switch notice {
            case .wanted(let name, let client):
                let result = wanted.yield(Wanted(name: name, client: client, refuse: refuse))
                if case .enqueued = result { return }
                // Nobody would answer those who wait.
                refuse(name, 0)
            // One that is dropped is told of again when it is used later.
            case .used(let certificate): used.yield(certificate)
            }
        }
    }

    /// Takes up what workers tell until the task is cancelled.
    func run(_ environment: OnDemandEnvironment) async {
        let issuance = OnDemandIssuance(environment)
        let keeper = OnDemandKeeper(environment)
        await withDiscardingTaskGroup { group in
            // One after the other: a store that does not answer holds up one, not one for each notice.
            group.addTask { for await certificate in used.stream { await keeper.noteUse(certificate) } }
            for await told in wanted.stream {
                group.addTask { await issuance.want(told.name, client: told.client) { told.refuse(told.name, $0) } }
            }
        }
    }
}
