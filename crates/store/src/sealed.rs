//! What must not compile outside of the store: every write that goes past the deeds.
//!
//! What may be named from outside, so that nothing below fails for another reason:
//! ```no_run
//! use hygeia_store::*;
//! async fn reads(store: &Store, digest: terms::Digest, bytes: bytes::Bytes) -> Result<(), StoreError> {
//!     store.docs::<Agreement>().list().await?;
//!     store.docs::<Approval>().get("").await?;
//!     store.docs::<ConfigVersion>().list().await?;
//!     store.docs::<Consultation>().list().await?;
//!     store.docs::<Dataset>().list_of("").await?;
//!     store.docs::<EndedSession>().list().await?;
//!     store.docs::<EnrolledDevice>().require("").await?;
//!     store.docs::<HandoverFolder>().at_rest().list().await?;
//!     store.docs::<Invitation>().list().await?;
//!     store.docs::<KeyCheck>().list().await?;
//!     store.docs::<Lock>().list().await?;
//!     store.docs::<Membership>().list().await?;
//!     store.docs::<Model>().list().await?;
//!     store.docs::<ProposedTexts>().list().await?;
//!     store.docs::<Quarantine>().list().await?;
//!     store.docs::<ReviewDone>().list().await?;
//!     store.docs::<Token>().list().await?;
//!     store.docs::<Version>().list().await?;
//!     store.objects().get(digest).await?;
//!     store.objects().list().await?;
//!     let _ = (store.keys().seal().public(), bytes, store.dump_meta().await?);
//!     Ok(())
//! }
//! ```

macro_rules! refused {
    ($($name:ident($($argument:ident: $kind:literal),*) $code:literal;)+) => {$(
        #[doc = concat!(
            "```compile_fail\nuse hygeia_store::*;\nasync fn writes(store: &Store",
            $(", ", stringify!($argument), ": ", $kind,)* ") {\n    let _ = ", $code, ";\n}\n```"
        )]
        mod $name {}
    )+};
}

refused! {
    an_agreement(it: "&Agreement") "store.docs::<Agreement>().put(it).await";
    an_approval(it: "&Approval") "store.docs::<Approval>().put(it).await";
    a_config(it: "&ConfigVersion") "store.docs::<ConfigVersion>().put(it).await";
    a_consultation(it: "&Consultation") "store.docs::<Consultation>().put(it).await";
    a_quarantine(it: "&Quarantine") "store.docs::<Quarantine>().put(it).await";
    a_dataset(it: "&Dataset") "store.docs::<Dataset>().put(it).await";
    an_end(it: "&EndedSession") "store.docs::<EndedSession>().put(it).await";
    a_device(it: "&EnrolledDevice") "store.docs::<EnrolledDevice>().put(it).await";
    a_folder(it: "&HandoverFolder") "store.docs::<HandoverFolder>().put(it).await";
    an_invitation(it: "&Invitation") "store.docs::<Invitation>().put(it).await";
    a_check_value(it: "&KeyCheck") "store.docs::<KeyCheck>().put(it).await";
    a_lock(it: "&Lock") "store.docs::<Lock>().put(it).await";
    a_membership(it: "&Membership") "store.docs::<Membership>().put(it).await";
    a_model(it: "&Model") "store.docs::<Model>().put(it).await";
    a_proposal(it: "&ProposedTexts") "store.docs::<ProposedTexts>().put(it).await";
    a_review(it: "&ReviewDone") "store.docs::<ReviewDone>().put(it).await";
    a_token(it: "&Token") "store.docs::<Token>().put(it).await";
    a_version(it: "&Version") "store.docs::<Version>().put(it).await";
    an_insertion(it: "&Token") "store.docs::<Token>().insert(it).await";
    an_update() "store.docs::<Model>().update(\"\", |m| { m.stage = Stage::Promoted; Ok::<_, StoreError>(()) }).await";
    a_removal() "store.docs::<Dataset>().remove(\"\").await";
    a_deed() "store.deed().await";
    an_object(it: "bytes::Bytes") "store.objects().put(it).await";
    an_object_that_goes(it: "terms::Digest") "store.objects().delete(it).await";
    a_key_that_is_written() "store.keys().keep(\"ca.key\", b\"mine\")";
    a_key_that_is_known(it: "String") "store.keys_recorded(&[it]).await";
    all_keys() "store.keys().all()";
    all_keys_without_a_permit() "store.keys_pulled()";
    all_metadata(it: "&serde_json::Value") "store.meta.restore(it, &store.seal().public()).await";
    an_object_of_a_workspace_that_is_whole(it: "bytes::Bytes") "store.object(it).await";
    a_dataset_without_a_permit() "store.dataset_deleted().await";
    an_activation_without_a_permit(it: "&Agreement") "store.activation_signed(it).await";
    a_model_without_a_permit(it: "Held<Signed>") "store.model_promoted(it).await";
}
