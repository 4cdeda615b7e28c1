internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service adopt`.
struct ServiceAdoptCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt", abstract: "Put services on record again whose containers are there without one.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("docker.adopt") }
}
