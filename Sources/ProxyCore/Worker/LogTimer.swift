internal import Reactor

/// Hands over what is in a worker's log buffer at least every quarter of a second while there is something.
final class LogTimer: EventHandler {
    weak var worker: Worker?
    var isArmed = false

    package override func deadlineReached() {
        self.isArmed = false
        self.worker?.flushLog()
    }
}
