internal import Reactor

extension Worker {
    /// When services that are stopped for want of requests were last used here, if they were.
    package func serviceUses() -> [ServiceUse] { self.routing.containers.uses(now: self.reactor.now) }
}
