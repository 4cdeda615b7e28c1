/// The trace of sign-ins: each decision with its reason, per client and user, for people who look for a fault.
package protocol FlowTrace: Sendable {
    /// Notes one decision; never fails, never waits long, and never holds a secret.
    func note(_ step: FlowStep) async
}
