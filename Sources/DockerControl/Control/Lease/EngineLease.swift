package import ProxyModel
internal import Synchronization

/// The right to work on one engine: one reconciler has it at a time.
///
/// It is over when it was not renewed in time, by this node's own clock, before the store gives it to another one.
package final class EngineLease: Sendable {
    /// Milliseconds that the store keeps it.
    static let lifetime: Int64 = 15_000
    /// Milliseconds between renewals.
    static let renewal: Int64 = 5_000
    /// Milliseconds before the store's end at which it counts as over: for what is under way, and for clocks' paces.
    static let margin: Int64 = 4_000

    private struct Held {
        var value: [UInt8]
        var end: ContinuousClock.Instant
    }

    private let store: any VolatileStore
    private let key: VolatileKey
    private let fences: VolatileKey
    private let holder: String
    private let held = Mutex<Held?>(nil)

    /// Makes the lease of an engine; `holder` names this process, unlike every other.
    package init(_ store: any VolatileStore, engine: String, holder: String) {
        self.store = store
        self.holder = holder
        key = Self.key(engine)
        fences = VolatileKey(.service, "fence:\(engine)")
    }

    /// Whether a reconciler of any node has an engine.
    package static func isTaken(_ engine: String, in store: any VolatileStore) async throws(StoreFailure) -> Bool {
        try await store.value(key(engine)) != nil
    }

    private static func key(_ engine: String) -> VolatileKey { VolatileKey(.service, "lease:\(engine)") }

    /// Whether there is time left.
    package var isHeld: Bool { held.withLock { $0.map { ContinuousClock.now < $0.end } ?? false } }

    /// Takes it, or renews it; false when another one has it.
    ///
    /// A store that is away leaves it as it is: it ends with its time.
    package func take() async throws(StoreFailure) -> Bool {
        let start = ContinuousClock.now
        let end = start + .milliseconds(Self.lifetime - Self.margin)
        if let value = held.withLock({ $0?.value }) {
            if try await store.put(key, value, lifetime: Self.lifetime, if: .equals(value)) {
                held.withLock { $0 = Held(value: value, end: end) }
                return true
            }
            held.withLock { $0 = nil }
        }
        // A number for each that had it, so that two are never the same value.
        let fence = try await store.count(fences, window: 31_536_000_000).count
        let value = Array("\(fence) \(holder)".utf8)
        guard try await store.put(key, value, lifetime: Self.lifetime, if: .absent) else { return false }
        held.withLock { $0 = Held(value: value, end: end) }
        return true
    }

    /// Gives it back.
    package func release() async {
        guard
            let value = held.withLock({ held in
                defer { held = nil }
                return held?.value
            })
        else { return }
        // Removing it without looking could take it from the one who has it now: a short life is as good.
        _ = try? await store.put(key, value, lifetime: 1, if: .equals(value))
    }
}
