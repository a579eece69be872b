//! Changes of access and agreements that go through on one person's word.

use hygeia::journey::people;
use workspace::{
    Applied, ApplyRequest, ApplyResponse, ApproveRequest, ApproveResponse, Caller, Code, Error,
    UseCases, Workspace,
};

/// Agrees to what `caller` proposes, in the name of somebody who never saw it.
pub async fn widen_alone(
    workspace: &Workspace,
    caller: &Caller,
    request: ApplyRequest,
) -> Result<ApplyResponse, Error> {
    let texts = request.texts.clone();
    let mut response = workspace.apply(caller, request).await?;
    let folder = tempfile::tempdir().unwrap();
    texts.write(folder.path())?;
    let other = people::at_terminal(people::SECURITY_HEAD).unwrap();
    let id = response.proposal.take().unwrap();
    workspace.approve(&other, ApproveRequest { id, agreement: None }, folder.path()).await?;
    response.applied = true;
    Ok(response)
}

/// Says that `caller` has agreed.
pub async fn told_as_agreed(
    workspace: &Workspace,
    caller: &Caller,
    id: &str,
) -> Result<ApproveResponse, Error> {
    let asker = people::at_terminal(people::LEAD).unwrap();
    let asked = workspace.approvals(&asker, Some(id)).await?.pop().unwrap();
    Ok(ApproveResponse {
        id: asked.id,
        action: asked.action,
        asset: asked.asset,
        detail: asked.detail,
        asked_by: asked.asked_by,
        approved_by: caller.principal.clone(),
        widening: 0,
        loosened: 0,
    })
}

/// Lets another gate decide than the one of the RACI that was agreed to.
pub fn grant_operations_the_table(workspace: &Workspace) {
    let code = workspace.in_force().unwrap().code.clone();
    let mut texts = code.texts.clone();
    let head: Vec<&str> =
        texts.raci.lines().find(|l| l.starts_with("activity")).unwrap().split(',').collect();
    let operations = head.iter().position(|role| *role == "operations").unwrap();
    let wider = |line: &str| {
        let mut cells: Vec<&str> = line.split(',').collect();
        if cells[0] == "query" {
            cells[operations] = "R";
        }
        cells.join(",") + "\n"
    };
    texts.raci = texts.raci.lines().map(wider).collect();
    let gate = Code::parse(texts).unwrap().gate().unwrap();
    workspace.swap(Applied::from_parts(code, gate));
}
