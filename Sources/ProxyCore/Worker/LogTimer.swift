internal import Reactor

/// Hands over what is in a worker's log buffer at least every quarter of a second while there is something.
final class LogTimer: EventHandler {
    /// Not weak: that would make every retain and release of the worker take the slow way. The worker takes itself out.
    unowned(unsafe) var worker: Worker?
    var isArmed = false

    package override func deadlineReached() {
        self.isArmed = false
        unsafe self.worker?.flushLog()
    }
}
