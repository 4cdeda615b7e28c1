/// What came of a step.
package enum IssuanceEvent: Sendable {
    /// What the checks found; what is blocking forbids ordering.
    case checked([PreflightFinding])
    /// The key is made: base64url of it sealed.
    case keyMade(String)
    /// The budgets have room.
    case budgetGranted
    /// The budgets have room at a time, in milliseconds since 1970.
    case budgetRefused(until: Int64)
    /// nil = the authority knows of no such order, or does not tell.
    case orderFound(ACMEOrder?)
    case ordered(ACMEOrder)
    case authorizations([ACMEAuthorization])
    case presented
    /// The account has another key than the answers were made with: these are the right ones.
    case rekeyed([PendingChallenge])
    case responded
    case orderRead(ACMEOrder)
    /// The certificate is stored and serves.
    case stored(StoredCertificate)
    case withdrawn
    /// nil = the authority has no windows.
    case window(RenewalWindow?)
    /// The authority did not do what it was asked.
    case refused(ACMEFailure)
    /// Something on this side did not work.
    case failed(IssuanceFailure)
    /// A part of a wait is over.
    case napped
    /// A wait is over.
    case waited
}
