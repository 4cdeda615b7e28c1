internal import ACME
internal import ProxyModel

extension Problem {
    /// What an authority, or the store of accounts, did not do.
    init(authority error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let failure as StoreFailure: self.init(failure)
        case AccountProblem.unknown: self.init(.notFound, AccountProblem.unknown.description)
        case let problem as AccountProblem: self.init(.conflict, problem.description)
        case ACMEFailure.problem(let problem) where !problem.isTemporary:
            self.init(.conflict, ACMEFailure.problem(problem).description)
        case let failure as ACMEFailure: self.init(.authorityFailed, failure.description, retryAfter: 10)
        default: self.init(.internalError, "the account or certificate cannot be read")
        }
    }
}
