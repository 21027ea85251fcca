"""A typical task API in FastAPI and SQLAlchemy: four routes, with token verification."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Annotated, ClassVar

import jwt
from fastapi import Depends, FastAPI, HTTPException, Query, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ARRAY, BigInteger, DateTime, Identity, MetaData, Text, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SECRET_KEY = os.environ["SECRET_KEY"]

# SQLAlchemy's dialect caches asyncpg's prepared statements by default.
engine = create_async_engine(
    os.environ["DATABASE_URL"].replace("postgres://", "postgresql+asyncpg://"),
    pool_size=int(os.environ["POOL_SIZE"]),
    max_overflow=0,
)
new_session = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


class Base(DeclarativeBase):
    metadata = MetaData(schema="peer")


class Task(Base):
    __tablename__ = "tasks"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    owner_id: Mapped[int] = mapped_column(BigInteger)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    completed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    due_date: Mapped[date | None]
    priority: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    version: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    # An edit fails if a concurrent edit was committed first.
    __mapper_args__: ClassVar = {"version_id_col": version}

    @property
    def is_completed(self) -> bool:
        return self.status == "completed"


class NewTask(BaseModel):
    title: str = Field(min_length=1, max_length=255)
    description: str | None = Field(default=None, max_length=10_000)
    due_date: date | None = None
    priority: str = "none"
    tags: list[str] = []


class TaskPatch(BaseModel):
    title: str = Field(default="", min_length=1, max_length=255)
    description: str | None = Field(default=None, max_length=10_000)
    status: str = ""


class TaskBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    description: str | None
    status: str
    is_completed: bool
    owner_id: int
    created_at: datetime
    updated_at: datetime | None
    completed_at: datetime | None
    due_date: date | None
    priority: str
    tags: list[str]
    version: int


async def session() -> AsyncIterator[AsyncSession]:
    async with new_session() as opened:
        yield opened


async def owner(bearer: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> int:
    try:
        claims = jwt.decode(bearer.credentials, SECRET_KEY, ["HS256"], audience="tasklane", issuer="tasklane")
    except jwt.InvalidTokenError as error:
        raise HTTPException(401) from error
    return int(claims["sub"])


Session = Annotated[AsyncSession, Depends(session)]
Owner = Annotated[int, Depends(owner)]


async def find(session: AsyncSession, owner: int, id: int) -> Task:
    task = await session.scalar(select(Task).where(Task.id == id, Task.owner_id == owner))
    if task is None:
        raise HTTPException(404)
    return task


@app.get("/api/v1/tasks")
async def list_tasks(
    session: Session, owner: Owner, limit: Annotated[int, Query(ge=1, le=1000)] = 20
) -> list[TaskBody]:
    newest = select(Task).where(Task.owner_id == owner).order_by(Task.created_at.desc(), Task.id.desc())
    return await session.scalars(newest.limit(limit))


@app.get("/api/v1/tasks/{id}")
async def read_task(session: Session, owner: Owner, id: int) -> TaskBody:
    return await find(session, owner, id)


@app.post("/api/v1/tasks", status_code=201)
async def create_task(session: Session, owner: Owner, new: NewTask, response: Response) -> TaskBody:
    task = Task(owner_id=owner, status="pending", created_at=datetime.now(UTC), **new.model_dump())
    session.add(task)
    await session.commit()
    response.headers["Location"] = f"/api/v1/tasks/{task.id}"
    return task


@app.patch("/api/v1/tasks/{id}")
async def edit_task(session: Session, owner: Owner, id: int, patch: TaskPatch) -> TaskBody:
    task = await find(session, owner, id)
    for name, value in patch.model_dump(exclude_unset=True).items():
        setattr(task, name, value)
    task.updated_at = datetime.now(UTC)
    await session.commit()
    return task


@app.get("/health/ready")
async def ready() -> dict[str, str]:
    return {"status": "ok"}
