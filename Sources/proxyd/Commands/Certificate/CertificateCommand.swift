internal import ArgumentParser

/// The group of commands `proxyd cert`.
struct CertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cert", abstract: "Obtain and keep certificates.",
        subcommands: [
            CertificateCreateCommand.self, CertificateCreateMultiCommand.self, CertificateUploadCommand.self,
            CertificateListCommand.self, CertificateShowCommand.self, CertificateStatusCommand.self,
            CertificateRenewCommand.self, CertificateConvertCommand.self, CertificateDeleteCommand.self,
            CertificateRemoveDomainCommand.self, CertificateExportCommand.self, CertificateAttachCommand.self,
            CertificateDetachCommand.self, CertificateCoverageCommand.self, CertificateRevokeCommand.self,
            IssuerCommand.self, AccountCommand.self,
            DNSProviderCommand.self,
        ])
}
