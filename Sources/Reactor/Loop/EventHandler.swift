/// Something that lives on one reactor: usually the owner of a descriptor, always with at most one deadline.
///
/// Contract: confined to its reactor's thread. While it is registered, or its deadline is set, the reactor keeps it alive;
/// an object that closes itself during a callback lives until the end of the current batch of events.
@safe open class EventHandler {
    /// The descriptor, or -1 when there is none (any more).
    package final internal(set) var descriptor: Int32 = -1
    final var slot: Int32 = -1
    final var isAgainQueued = false
    /// When `deadlineReached` is due, in milliseconds of the reactor's clock; `.max` = never.
    package final internal(set) var deadline: Int64 = .max
    final var queuedTick: Int64 = -1
    final var previousTimer: Unmanaged<EventHandler>?
    final var nextTimer: Unmanaged<EventHandler>?

    /// A handler without descriptor and deadline.
    ///
    /// Public, for the compiler calls the initialiser that it makes up in a subclass an infinite recursion otherwise.
    public init() {}

    /// Called when the descriptor became ready.
    ///
    /// Edge-triggered: read and write until the call would block.
    open func ready(_ readiness: UInt32) {}

    /// Called when the deadline has passed; it is `.max` again by then.
    open func deadlineReached() {}
}

@available(*, unavailable)
extension EventHandler: Sendable {}
