/// The management API as its callers see it.
package struct AdministrationSettings: Sendable {
    /// Where the command line finds the API; nil = the management listener of this machine.
    package var apiURL: String?
    /// The superuser's token; nil = the one in the state folder.
    package var adminToken: Secret?
    package var adminEmail: String?
    package var baseDomain = "localhost"
}
