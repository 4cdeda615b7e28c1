/// Puts the answers to dns challenges where authorities look, and takes them away.
package protocol ChallengeSolver: Sendable {
    /// Returns when the authority can see all the answers; presenting what is there already succeeds.
    ///
    /// Throws the first failure and then tries no other: what was put so far is taken away by `withdraw`.
    func present(_ challenges: [PendingChallenge]) async throws(SolverFailure)

    /// Takes the answers away; what cannot be taken away is left, and logged.
    func withdraw(_ challenges: [PendingChallenge]) async
}
