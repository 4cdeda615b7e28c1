/// One decision on the way of a client from discovery to its first authenticated call.
package struct FlowStep: Sendable, Equatable {
    /// Where on the way.
    package enum Stage: String, Sendable, CaseIterable {
        case discovery, register, authorize, signIn = "sign-in", consent, token, refresh, revoke, call
    }

    package var stage: Stage
    /// Whether the client may go on.
    package var isAccepted: Bool
    /// Why, in words; no secret, no token, no code.
    package var reason: String
    package var clientID: String?
    package var subject: String?
    package var resource: String?
    package var clientAddress: String
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
