/// A deadline that calls a closure; it has no descriptor.
final class NameAlarm: EventHandler {
    private let action: () -> Void

    init(_ action: @escaping () -> Void) {
        self.action = action
        super.init()
    }

    override func deadlineReached() { action() }
}
