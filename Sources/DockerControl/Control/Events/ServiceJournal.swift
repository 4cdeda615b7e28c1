internal import ProxyModel

/// Writes down what happens to services, in its order, while nobody waits for the store.
///
/// Of more than a thousand events that are not written yet, the oldest are left out.
final class ServiceJournal: Sendable {
    private static let pause = Duration.milliseconds(500)

    private struct Entry {
        let event: ServiceEvent
        let service: String
        let createdAt: Int64
    }

    private let store: ServiceEventStore
    private let snapshot: @Sendable () -> ConfigurationSnapshot?
    private let now: @Sendable () -> Int64
    private let entries: AsyncStream<Entry>
    private let add: AsyncStream<Entry>.Continuation

    init(_ environment: EngineControllerEnvironment) {
        store = ServiceEventStore(environment.store)
        snapshot = environment.snapshot
        now = environment.now
        (entries, add) = AsyncStream.makeStream(of: Entry.self, bufferingPolicy: .bufferingNewest(1_000))
    }

    /// Takes note of an event; nothing is written of a service that is not on record.
    func note(_ event: ServiceEvent?, of service: String) {
        guard var event, let record = snapshot()?.dockerServices[service]?.value else { return }
        // Whoever tells of it may have looked before something else was heard of.
        event.at = now()
        add.yield(Entry(event: event, service: service, createdAt: record.createdAt))
    }

    /// Takes note of what an engine tells of a container; that of an earlier service of the name is left out.
    func note(_ event: EngineEvent, of service: String) {
        guard let told = ServiceEvent(event, at: now()), Self.isNamedHere(event) else { return }
        let maker = EngineLabels(event.attributes)?.definition?.createdAt
        guard maker == nil || maker == snapshot()?.dockerServices[service]?.value.createdAt else { return }
        note(told, of: service)
    }

    /// Whether the container has, or had until now, a name that is given here: the steps of builds may have any labels, but
    /// the engine names them.
    private static func isNamedHere(_ event: EngineEvent) -> Bool {
        [event.attributes["name"], event.attributes["oldName"]].compactMap(\.self).contains {
            $0.drop { $0 == "/" }.hasPrefix(EngineNames.prefix)
        }
    }

    /// Writes until the task is cancelled; what a store that is away does not take is tried again.
    func run() async {
        for await entry in entries {
            while true {
                do throws(StoreFailure) {
                    try await store.append(entry.event, of: entry.service, createdAt: entry.createdAt)
                    break
                } catch {
                    guard (try? await Task.sleep(for: Self.pause)) != nil else { return }
                }
            }
        }
    }
}
