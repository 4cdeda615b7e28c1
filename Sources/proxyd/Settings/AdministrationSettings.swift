/// The management API as its callers see it.
package struct AdministrationSettings: Sendable {
    /// Where the command line finds the API; nil = the management listener of this machine.
    package var apiURL: String?
    /// The superuser's token; nil = the one in the state folder.
    package var adminToken: Secret?
    /// E-mail address of the superuser, the default for certificates.
    package var adminEmail: String?
    /// Domain below which a service gets its host when `service proxy-create` is given none.
    package var baseDomain = "localhost"
}
