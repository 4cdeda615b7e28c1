/// Puts the answers to dns challenges where authorities look, and takes them away.
package protocol ChallengeSolver: Sendable {
    /// Returns when the authority can see the answer; presenting what is there already succeeds.
    func present(_ challenge: PendingChallenge) async throws(SolverFailure)

    /// Takes the answer away; what cannot be taken away is left, and logged.
    func withdraw(_ challenge: PendingChallenge) async
}
