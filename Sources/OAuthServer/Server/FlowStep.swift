/// One decision on the way of a client from discovery to its first authenticated call.
package struct FlowStep: Sendable, Equatable {
    /// Where on the way.
    package enum Stage: String, Sendable, CaseIterable {
        case discovery, register, authorize, signIn = "sign-in", consent, token, refresh, revoke, call
    }

    /// Where on the way the decision was made.
    package var stage: Stage
    /// Whether the client may go on.
    package var isAccepted: Bool
    /// Why, in words; no secret, no token, no code.
    package var reason: String
    /// The client; nil while it is not known.
    package var clientID: String?
    /// The user, by the claim `sub`; nil while nobody has signed in.
    package var subject: String?
    /// The canonical address that access is asked for; nil where none is named.
    package var resource: String?
    /// Where the request came from.
    package var clientAddress: String
    /// The request's id, by which the log is searched.
    package var requestID: String
    /// Milliseconds since 1970.
    package var time: Int64

    /// Makes a step.
    package init(
        _ stage: Stage, isAccepted: Bool, _ reason: String, clientID: String? = nil, subject: String? = nil,
        resource: String? = nil, clientAddress: String, requestID: String, time: Int64
    ) {
        self.stage = stage
        self.isAccepted = isAccepted
        self.reason = reason
        self.clientID = clientID
        self.subject = subject
        self.resource = resource
        self.clientAddress = clientAddress
        self.requestID = requestID
        self.time = time
    }
}
