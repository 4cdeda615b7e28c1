internal import ProxyModel

/// How external services are shown.
enum ServiceView {
    static let name = OperationParameter.path("name", "Name of the service.")

    static func json(_ service: ExternalService) -> JSONObject {
        ExternalService.schema.encode(service, form: .request)
    }

    /// The caller's services by name.
    static func owned(_ snapshot: ConfigurationSnapshot, by caller: Caller) -> [ExternalService] {
        snapshot.services.values.map(\.value).filter { caller.owns($0.owner) }.sorted { $0.name < $1.name }
    }
}
