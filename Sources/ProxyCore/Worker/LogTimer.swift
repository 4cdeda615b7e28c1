internal import Reactor

/// Hands over what is in a worker's log buffer at least every quarter of a second while there is something.
final class LogTimer: EventHandler {
    /// The worker takes itself out; a weak reference would make its every retain and release take the slow way.
    unowned(unsafe) var worker: Worker?
    var isArmed = false

    package override func deadlineReached() {
        self.isArmed = false
        unsafe self.worker?.flushLog()
    }
}
