internal import ProxyModel

extension ServiceReconciliation {
    /// Whether a container opens a socket of the host that the service on record does not open.
    ///
    /// Its port was taken away, or asks for a token by now: nobody may get past that until another container is well.
    func opensTooMuch(_ container: ObservedContainer, _ facts: ReconciliationFacts) -> Bool {
        let wanted = Set(facts.service.ports.filter { !$0.isGated }.map { PortSocket($0) })
        if let sockets = container.openSockets { return sockets.contains { !wanted.contains($0) } }
        // What it would open once started, nobody can say.
        guard container.isActive else { return true }
        return container.publications.contains { publication in
            let isForRequests = facts.surroundings.reach == .published && publication.hostAddress == "127.0.0.1"
            guard let port = publication.hostPort, !isForRequests else { return false }
            return !wanted.contains(
                PortSocket(
                    port, bind: publication.hostAddress, transport: publication.transport == .udp ? .udp : .tcp))
        }
    }

    /// Ends a container that opens too much before anything else is done.
    mutating func close(_ container: ObservedContainer, in plan: inout ReconciliationPlan, _ facts: ReconciliationFacts)
    {
        // What is told of a failure waits for what was printed, and the endpoints with it.
        guard plan.status != nil else { return }
        guard facts.now >= memory.pausedUntil else {
            plan.lookAgainAt = min(plan.lookAgainAt ?? memory.pausedUntil, memory.pausedUntil)
            return
        }
        plan.step = container.isActive ? .stop(container.id) : .remove(container.id)
    }
}
