import Reactor

/// A handler whose behaviour a test writes down as closures.
final class ScriptedHandler: EventHandler {
    var onReady: (ScriptedHandler, Readiness) -> Void
    var onDeadline: (ScriptedHandler) -> Void = { _ in }

    init(_ onReady: @escaping (ScriptedHandler, Readiness) -> Void = { _, _ in }) { self.onReady = onReady }

    override func ready(_ readiness: UInt32) { onReady(self, Readiness(rawValue: readiness)) }

    override func deadlineReached() { onDeadline(self) }
}
