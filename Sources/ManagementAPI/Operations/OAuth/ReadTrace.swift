internal import ProxyModel

extension Operation {
    static let readTrace = Operation(
        "oauth.trace", .get, "/api/v1/oauth/trace", .admin,
        "Tell the latest decisions about clients and users with their reasons, newest first.",
        parameters: [
            .text("client_id", "Only those about this client."),
            .text("user", "Only those about this user: a name, or a subject."),
            OperationParameter(
                name: "limit", location: .query,
                definition: ["type": "integer", "minimum": 1, "maximum": 500, "default": 100],
                summary: "How many at most.", isRequired: false),
        ],
        answer: .list(
            "steps", "FlowStep",
            [
                "time": JSONSchema.time, "stage": JSONSchema.text, "accepted": JSONSchema.flag,
                "reason": JSONSchema.text, "client_id": JSONSchema.nullableText, "subject": JSONSchema.nullableText,
                "resource": JSONSchema.nullableText, "client_address": JSONSchema.text, "request_id": JSONSchema.text,
            ], columns: ["time", "stage", "accepted", "reason", "client_id", "subject"])
    ) { (call) throws(Problem) in
        let limit = try call.query.number("limit", in: 1...500, default: 100)
        let party: TraceParty =
            switch (call.query.text("client_id"), call.query.text("user")) {
            case (let client?, _): .client(client)
            case (nil, let user?): .user(SubjectText.subject(user))
            case (nil, nil): .everybody
            }
        return .list(try await call.authorizationServer().trace(of: party, limit: limit))
    }
}
