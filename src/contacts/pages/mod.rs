//! The pages of contacts, and the first page.

mod changes;
mod companies;
mod company;
mod contact_form;
mod edit;
mod finding;
mod home;
mod interaction_form;
mod list;
mod memory;
mod new;
mod record;
mod sample;
mod trash;

pub use changes::ChangesPage;
pub use companies::CompaniesPage;
pub use company::CompanyPage;
pub use edit::EditContactPage;
pub use finding::use_finding;
pub use home::HomePage;
pub use list::ContactsPage;
pub use memory::provide_contacts_memory;
pub use new::NewContactPage;
pub use record::ContactPage;
pub use trash::TrashPage;
