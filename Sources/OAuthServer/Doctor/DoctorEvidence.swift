internal import Egress
internal import ProxyModel

/// What one client sees of a server.
struct DoctorEvidence: Sendable {
    struct Exchange: Sendable {
        let request: ProbeRequest
        let result: Result<ProbeAnswer, FetchFailure>
    }

    /// The state that comes back in redirects.
    static let state = "doctor-state"

    let target: DoctorTarget
    /// Host → its addresses.
    var addresses: [String: [AddressBlock]] = [:]
    private(set) var exchanges: [DoctorStep: Exchange] = [:]

    init(target: DoctorTarget) { self.target = target }

    /// The answer to a step; nil when it was not tried or there was none.
    subscript(step: DoctorStep) -> ProbeAnswer? { try? exchanges[step]?.result.get() }

    mutating func note(_ step: DoctorStep, _ request: ProbeRequest, _ result: Result<ProbeAnswer, FetchFailure>) {
        exchanges[step] = Exchange(request: request, result: result)
    }

    /// Why a step has no answer; nil when it has one or was not tried.
    func failure(_ step: DoctorStep) -> FetchFailure? {
        guard case .failure(let failure) = exchanges[step]?.result else { return nil }
        return failure
    }

    /// The address that a step asked; empty when it was not tried.
    func url(_ step: DoctorStep) -> String { exchanges[step]?.request.url ?? "" }

    /// The fields that a preflight asked for.
    func wantedFields(_ step: DoctorStep) -> [String] {
        let fields = exchanges[step]?.request.headers.first { $0.name == "Access-Control-Request-Headers" }?.value ?? ""
        return fields.split(separator: ",").map(String.init)
    }

    /// The challenge of the first answer.
    var challenge: BearerChallenge? {
        guard let answer = self[.challenge], let value = answer["www-authenticate"] else { return nil }
        return BearerChallenge(value)
    }

    /// The metadata of the resource: what the challenge names, else with the path, else at the root.
    var resourceMetadata: JSONObject? {
        for step in [DoctorStep.announcedMetadata, .pathMetadata, .rootMetadata] {
            if let answer = self[step], answer.status == 200, let object = answer.object { return object }
        }
        return nil
    }

    /// The first of the resource's authorization servers: clients use no other.
    var issuer: String? { resourceMetadata?["authorization_servers"]?.arrayValue?.first?.stringValue }

    /// The first complete metadata of the authorization server, in the order in which clients look.
    var serverMetadata: JSONObject? {
        for step in [DoctorStep.serverMetadata, .openIDMetadata, .openIDMetadataBelow] {
            if let answer = self[step], answer.status == 200, let object = answer.object { return object }
        }
        return nil
    }

    /// The client's registration.
    var registration: JSONObject? { registered(.registration) }

    /// The registration that a step brought.
    func registered(_ step: DoctorStep) -> JSONObject? {
        guard let answer = self[step], answer.status == 201 || answer.status == 200 else { return nil }
        return answer.object
    }

    /// The texts of a list of the server's metadata; nil when it is not there.
    func supported(_ name: String) -> [String]? {
        serverMetadata?[name]?.arrayValue.map { $0.compactMap(\.stringValue) }
    }

    /// Whether the server says that a client can name its published metadata, and authenticate as it does.
    func announcesDocuments(for client: DoctorClient) -> Bool {
        guard client.document != nil, serverMetadata?["client_id_metadata_document_supported"] == true else {
            return false
        }
        let methods = supported("token_endpoint_auth_methods_supported") ?? []
        return methods.contains("none") || client.signsAssertions && methods.contains("private_key_jwt")
    }
}
