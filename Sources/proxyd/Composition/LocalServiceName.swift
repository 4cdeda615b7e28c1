/// The process's own services by the names that routes use, in the order in which the workers have them.
enum LocalServiceName {
    static let management = "api"
    static let authorization = "oauth"
    static let all = [management, authorization]
}
