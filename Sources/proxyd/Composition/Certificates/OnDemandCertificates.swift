internal import ACME
internal import ProxyCore
internal import ProxyModel

/// Brings what workers tell of handshakes to the part that obtains certificates, and its refusals back to them.
struct OnDemandCertificates: Sendable {
    /// Refuses a name at the worker that told of it, for so many milliseconds.
    typealias Refuse = @Sendable (String, Int64) -> Void

    private struct Told: Sendable {
        let notice: OnDemandGate.Notice
        let refuse: Refuse
    }

    /// How long handshakes wait at the workers, in milliseconds.
    let wait: Int64
    private let notices: AsyncStream<Told>
    private let tell: AsyncStream<Told>.Continuation

    init(wait: Duration) {
        self.wait = wait.milliseconds
        // The gates of the workers bound how many there can be.
        (notices, tell) = AsyncStream.makeStream(of: Told.self)
    }

    /// A worker's gate; `refuse` leads to that worker.
    func gate(refuse: @escaping Refuse) -> OnDemandGate {
        var limits = OnDemandGate.Limits()
        // The part that decides answers first; this is for when it cannot.
        limits.wait = wait + 2_000
        return OnDemandGate(limits: limits) { [tell] in tell.yield(Told(notice: $0, refuse: refuse)) }
    }

    /// Takes up what workers tell until the task is cancelled.
    func run(_ environment: OnDemandEnvironment) async {
        let issuance = OnDemandIssuance(environment)
        let keeper = OnDemandKeeper(environment)
        await withDiscardingTaskGroup { group in
            for await told in notices {
                group.addTask {
                    switch told.notice {
                    case .wanted(let name, let client):
                        await issuance.want(name, client: client) { told.refuse(name, $0) }
                    case .used(let certificate): await keeper.noteUse(certificate)
                    }
                }
            }
        }
    }
}
