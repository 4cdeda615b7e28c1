internal import Reactor

extension Exchange {
    /// What an authority is answered that checks control of a name: whatever the host's rules are, and by every node.
    ///
    /// nil for everything else, and for tokens that nobody here has ordered.
    func acmeChallengeAnswer() -> FixedAnswer? {
        guard self.request.method == .get || self.request.method == .head else { return nil }
        return unsafe self.worker.challenges.answer(path: self.request.slice(self.request.path))
    }
}
