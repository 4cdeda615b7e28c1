internal import Reactor

/// Says again every second that services are asleep for which requests wait: the first word may have been lost.
final class WakeTimer: EventHandler {
    /// The directory takes itself out; a weak reference would make its every retain and release take the slow way.
    unowned(unsafe) var directory: ServiceDirectory?

    package override func deadlineReached() { unsafe self.directory?.wakeAgain() }
}
