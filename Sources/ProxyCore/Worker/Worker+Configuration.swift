package import ProxyModel

extension Worker {
    /// Takes the whole configuration; once, before the first request or after a gap.
    package func load(_ snapshot: ConfigurationSnapshot) {
        self.routing.load(snapshot)
        self.tls.load(snapshot)
        self.challenges.load(snapshot)
        self.loadGuard(snapshot)
        self.ports.load(snapshot)
        self.hasConfiguration()
        self.routing.settle()
        self.tls.resumeObtained()
    }

    /// Takes one change set, between two requests.
    package func apply(_ set: ChangeSet) {
        for change in set.changes {
            self.routing.apply(change)
            self.tls.apply(change)
            self.challenges.apply(change)
            self.applyToGuard(change)
        }
        self.ports.apply(set.changes)
        self.routing.settle()
        self.tls.resumeObtained()
    }
}
