/// What the node knows of its own health.
package protocol HealthSource: Sendable {
    /// Looks at every component; bounded in time.
    func report() async -> HealthReport
}
